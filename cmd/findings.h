/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings as people see them: the same wrong text in many places is one line, with how often
 * it came and where. So they are held until the end of a run, or until something else is said. */
#ifndef PDZ_FINDINGS_H
#define PDZ_FINDINGS_H

#include "cli.h"

/* Holds a finding that has a code. False: it has none, or there is no memory: then it is to be told
 * now. By one thread. */
bool findings_hold(const struct cli *cli, const struct pdz_diag *d);
/* Tells all of them, in the order in which they came first, and forgets them. */
void findings_tell(const struct cli *cli, void (*tell)(const char *line));

#endif
