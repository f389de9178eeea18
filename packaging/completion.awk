# SPDX-License-Identifier: GPL-3.0-or-later
# From what --help prints of a program's table of options to completion for a shell:
#   PROGRAM --help --lang en | awk -v shell=bash|zsh|fish -f completion.awk
#
# What an argument may be comes from its name there (FILE, PLAN...: a file; it|en: these) or,
# where its name is a word such as FORMAT, from the words that the help lists.

function quoted(text) { gsub(/'/, shell == "fish" ? "\\'" : "'\\''", text); return "'" text "'" }

# The words of the lists in text: "a (default), b or c"; or of lines "a (default): ...; b: ...".
function listed(text,   found, item, list, n, parts, i) {
	found = ""
	gsub(/ \([^)]*\)/, "", text)
	while (match(text, /[a-z0-9_-]+(, (or )?[a-z0-9_-]+)*,? or [a-z0-9_-]+|[a-z]+, [a-z_]+(, [a-z_]+)+/)) {
		list = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		gsub(/,? or |, /, " ", list)
		n = split(list, parts, " ")
		for (i = 1; i <= n; i++)
			if (parts[i] != "a" && index(" " found " ", " " parts[i] " ") == 0) # "or a dimension"
				found = found (found == "" ? "" : " ") parts[i]
		if (argument[count] != "FORMAT") # only there come further lists, for other modes
			break
	}
	return found
}

function headed(text,   n, lines, i, found) {
	n = split(text, lines, "\n")
	for (i = 1; i <= n; i++)
		if (match(lines[i], /^[a-z_-]+( \(default[^)]*\))?: /)) {
			sub(/( \(default[^)]*\))?: .*/, "", lines[i])
			found = found (found == "" ? "" : " ") lines[i]
		}
	return found
}

function option_ends(   a, joined) {
	if (!count || ended[count]++)
		return
	a = argument[count]
	joined = help[count]
	gsub(/\n/, " ", joined)
	several[count] = a ~ /^(LEVELS|VERDICTS|KEYS)$/
	if (a ~ /\|/ && a !~ /[A-Z]/) {
		values[count] = a
		gsub(/\|/, " ", values[count])
	} else if (a == "LAYOUT")
		values[count] = headed(help[count])
	else if (a == "WHAT")
		values[count] = headed(help[count])
	else if (a ~ /^(FORMAT|WHEN|PROFILE|LEVELS|VERDICTS|KEYS)$/)
		values[count] = listed(joined)
	file[count] = a ~ /^(FILE|PLAN|MAPPING|OUT|DIRECTORY)$/
	about[count] = help[count]
	sub(/[;:\n].*/, "", about[count])
	sub(/ \([^)]*$/, "", about[count]) # a parenthesis that was cut
}

NR == 1 { program = $2 }
/^Options:/ { inside = 1; next }
inside && /^$/ { option_ends(); inside = 0 }
inside && /^  (-|    --)/ {
	option_ends()
	count++
	letter[count] = substr($0, 3, 1) == "-" ? substr($0, 4, 1) : ""
	rest = substr($0, 9)
	name[count] = rest
	sub(/ .*/, "", name[count])
	rest = substr(rest, length(name[count]) + 1)
	if (match(rest, /^ [^ ]+/))
		argument[count] = substr(rest, 2, RLENGTH - 1)
	help[count] = 9 + length(name[count]) + (argument[count] != "") + length(argument[count]) > 26 ? "" : substr($0, 27)
	next
}
inside { help[count] = help[count] (help[count] == "" ? "" : "\n") substr($0, 27) }

END {
	if (shell == "zsh")
		print "#compdef " program
	print "# Completion for " shell ", made from what " program " --help prints."
	if (shell == "bash") bash()
	else if (shell == "zsh") zsh()
	else fish()
}

function bash(   i, all, own) {
	own = program
	gsub(/-/, "_", own)
	print "_" own "()\n{"
	print "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} done=''"
	print "\t[[ $before != = ]] || before=${COMP_WORDS[COMP_CWORD-2]} # --layout=be"
	print "\t[[ $word != = ]] || word=''"
	print "\tCOMPREPLY=()"
	print "\tcase $before in"
	for (i = 1; i <= count; i++) {
		all = all (i > 1 ? " " : "") "--" name[i]
		if (argument[i] == "")
			continue
		print "\t" (letter[i] != "" ? "-" letter[i] "|" : "") "--" name[i] ")"
		if (several[i])
			print "\t\tcase $word in *,*) done=${word%,*},; word=${word##*,} ;; esac"
		if (values[i] != "")
			print "\t\tmapfile -t COMPREPLY < <(compgen -P \"$done\" -W " quoted(values[i]) " -- \"$word\")"
		else if (file[i])
			print "\t\tcompopt -o filenames\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")"
		print "\t\treturn ;;"
	}
	print "\tesac"
	print "\tif [[ $word == -* ]]; then\n\t\tmapfile -t COMPREPLY < <(compgen -W " quoted(all) " -- \"$word\")"
	print "\telse\n\t\tcompopt -o filenames\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n\tfi\n}"
	print "complete -F _" own " " program
}

function zsh(   i, text, what, value) {
	print "_arguments -s -S \\"
	for (i = 1; i <= count; i++) {
		text = about[i]
		gsub(/[][\\:]/, "\\\\&", text)
		value = argument[i]
		gsub(/[|:]/, " ", value)
		what = "[" text "]"
		if (argument[i] != "")
			what = what ":" value ":" (values[i] == "" ? (file[i] ? "_files" : "") : several[i] ? "_values -s , " value " " values[i] : "(" values[i] ")")
		if (letter[i] != "")
			print "\t" quoted("(-" letter[i] " --" name[i] ")") "{-" letter[i] (argument[i] != "" ? "+" : "") ",--" name[i] (argument[i] != "" ? "=" : "") "}" quoted(what) " \\"
		else
			print "\t" quoted("--" name[i] (argument[i] != "" ? "=" : "") what) " \\"
	}
	print "\t" quoted("*:file:_files")
}

function fish(   i, line) {
	for (i = 1; i <= count; i++) {
		line = "complete -c " program (letter[i] != "" ? " -s " letter[i] : "") " -l " name[i]
		if (values[i] != "")
			line = line " -x -a " (several[i] ? "\"(__fish_append , " values[i] ")\"" : quoted(values[i]))
		else if (argument[i] != "")
			line = line (file[i] ? " -r -F" : " -x")
		print line " -d " quoted(about[i])
	}
}
