# SPDX-License-Identifier: GPL-3.0-or-later
# The work in awk: mawk -f work.awk DATA. Quoted cells are the last ones: no need to
# unquote what is not looked at.
BEGIN { FS = ";"; OFS = ","; OFMT = CONVFMT = "%.12g" }
function days(d,   y, m) {
	y = substr(d, 7) + 0; m = substr(d, 4, 2) + 0
	if (m <= 2) { y--; m += 12 }
	return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + substr(d, 1, 2)
}
NR > 1 {
	key = $7 "," substr($13, 7) "," $4
	groups[key]
	q = $10; sub(",", ".", q)
	if ($9 == "Realizzato") done[key] += q; else planned[key] += q
	if ($8 == "segnalazione" && !((key, $11) in referral)) { referral[key, $11]; referred[key]++ }
	if ($8 == "presa_in_carico") {
		if (!((key, $11) in intake)) { intake[key, $11]; taken[key]++ }
		d = days($14) - days($13)
		sum[key] += d; n[key]++; count[key, d]++
		if (d < low) low = d
		if (d > high) high = d
	}
}
function nth(key, k,   d, seen) {
	for (d = low; d <= high; d++) if ((seen += count[key, d]) >= k) return d
}
END {
	for (key in groups)
		print key, done[key] + 0, planned[key] + 0, taken[key] + 0, referred[key] + 0, \
			n[key] ? (nth(key, int((n[key] + 1) / 2)) + nth(key, int(n[key] / 2) + 1)) / 2 : "", \
			n[key] ? sum[key] / n[key] : ""
}
