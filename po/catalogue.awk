# SPDX-License-Identifier: GPL-3.0-or-later
# .po files as rows of a C table, {"context|english", "translation"}, sorted as
# strcmp sorts. Fuzzy and empty translations are left out: English is shown.
function flush(	key) {
	if (id != "" && str != "" && !fuzzy) {
		key = context == "" ? id : context "|" id
		row[++rows] = key
		text[key] = str
		# the bytes that strcmp will see
		gsub(/\\"/, "\"", key); gsub(/\\n/, "\n", key); gsub(/\\t/, "\t", key); gsub(/\\\\/, "\\", key)
		bytes[rows] = key
	}
	context = id = str = ""; fuzzy = 0; into = ""
}
function part(s) { sub(/^[^"]*"/, "", s); sub(/"[ \t]*$/, "", s); return s }
FNR == 1 { flush() }
/^#,.*fuzzy/ { fuzzy = 1 }
/^#/ { next }
/^[ \t]*$/ { flush(); next }
/^msgctxt/ { context = part($0); into = "c"; next }
/^msgid/ { id = part($0); into = "i"; next }
/^msgstr/ { str = part($0); into = "s"; next }
/^"/ {
	if (into == "c") context = context part($0)
	else if (into == "i") id = id part($0)
	else str = str part($0)
}
END {
	flush()
	for (i = 2; i <= rows; i++) {
		key = row[i]; sorted = bytes[i]
		for (j = i - 1; j > 0 && bytes[j] > sorted; j--) {
			row[j + 1] = row[j]
			bytes[j + 1] = bytes[j]
		}
		row[j + 1] = key
		bytes[j + 1] = sorted
	}
	for (i = 1; i <= rows; i++)
		printf "{\"%s\", \"%s\"},\n", row[i], text[row[i]]
}
