# SPDX-License-Identifier: GPL-3.0-or-later
# Answers in one form: action,year,zone,done,planned,taken in,referred,median,mean.
# From pdz's flat results (a header tells them), or from a peer's nine columns.
BEGIN { FS = "," }
function line(key, a, b, c, d, e, f) {
	return sprintf("%s,%.2f,%.2f,%d,%d,%s,%s", key, a, b, c, d, e == "" ? "" : sprintf("%.1f", e), f == "" ? "" : sprintf("%.6f", f))
}
{ sub(/\r$/, "") }
# The second work: category,event,year,area,figure, where it is above 0.
second && $1 == "indicator" { flat = 1; next }
second && flat { if ($5 ~ /^c/ && $7 > 0) { split($1, of, "."); printf "%s,%s,%s,Comune %s,%.2f\n", of[1], of[2], $4, substr($5, 2), $7 } next }
second { gsub(/"/, ""); if ($5 > 0) printf "%s,%s,%s,%s,%.2f\n", $1, $2, $3, $4, $5; next }
$1 == "indicator" { flat = 1; next }
flat && $5 ~ /^zona/ && $1 ~ /^[0-9]\.[0-9]\.[DPMA]$/ {
	kind = substr($1, 5)
	key = substr($1, 1, 3) "," $4 ",Zona " substr($5, 5)
	keys[key]
	# what is done was planned, too: the peers count what is planned still
	if (kind == "D") { top[key, kind] = $9; bottom[key, kind] = $10 - $9 }
	else if (kind == "P") { top[key, kind] = $9; bottom[key, kind] = $10 } else value[key, kind] = $7
	next
}
!flat { gsub(/"/, ""); print line($1 "," $2 "," $3, $4, $5, $6, $7, $8, $9) }
END {
	for (key in keys)
		print line(key, top[key, "D"], bottom[key, "D"], top[key, "P"], bottom[key, "P"], value[key, "M"], value[key, "A"])
}
