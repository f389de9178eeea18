# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a program with a terminal of so many columns as its output (and, with "both", as its
# messages' too): says how wide the longest line is, and whether there are colours.
import fcntl, os, pty, re, struct, subprocess, sys, termios

columns, which, args = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
program = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=slave, stderr=slave if which == "both" else subprocess.PIPE)
os.close(slave)
shown = b""
while True:
    try:
        part = os.read(master, 65536)
    except OSError:  # the terminal is closed
        break
    if not part:
        break
    shown += part
messages = program.stderr.read().decode() if which == "out" else ""
status = program.wait()
text = shown.decode()
plain = re.sub("\x1b\\[[0-9;]*m", "", text)
widest = max((len(line.rstrip("\r")) for line in plain.split("\n")), default=0)
what = "fills the width" if widest == columns else "wider" if widest > columns else "narrower"
print(f"status {status}: {what} ({widest})," if text else f"status {status}: nothing shown,", "colours" if text != plain else "no colours")
if messages:
    print(messages, end="")
if which == "both" and re.search("\r(?!\n)", text):
    print("it shows how far it is")
