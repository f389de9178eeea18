# SPDX-License-Identifier: GPL-3.0-or-later
# The comments of a header as Doxygen wants them: its first is about the file, others about what follows them, or
# about what stands before them in the line.
/^\/\* SPDX/ { print ""; next }
/\/\*|^\t* \*/ { gsub(/\\/, "&&") } # no commands of Doxygen
!first && /^\/\*/ { first = 1; sub(/^\/\* ?/, "/** @file\n"); print; next }
/^\t*\/\*/ { sub(/\/\*/, "/**"); print; next }
/[;,{].*\/\*/ { sub(/\/\*/, "/**<"); print; next }
{ print }
