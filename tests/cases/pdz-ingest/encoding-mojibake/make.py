# SPDX-License-Identifier: GPL-3.0-or-later
T=["Data;Nota","01/02/2025;città","02/02/2025;perché l’anziano è lì","03/02/2025;virtù, però","04/02/2025;N° 5 – € 3"]
t="\n".join(T)+"\n"
open("u8.csv","wb").write(t.encode())
open("w.csv","wb").write(t.encode("cp1252"))
open("d.csv","wb").write(t.replace("’","'").replace("–","-").replace("€","EUR").encode("cp850"))
open("mac.csv","wb").write(t.encode("mac_roman"))
open("twice.csv","wb").write(t.encode().decode("cp1252",errors="replace").encode())
rows=t.encode("cp1252").split(b"\n"); rows[2]=T[2].encode(); rows[4]=b"05/02/2025;N\xb0 5 "+"– €".encode()
open("mix.csv","wb").write(b"\n".join(rows))
