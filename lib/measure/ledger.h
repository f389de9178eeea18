/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: counts and exact sums under keys. The only thing that is
 * accumulated; adding ledgers gives the ledger of all their records. */
#ifndef PDZ_MEASURE_LEDGER_H
#define PDZ_MEASURE_LEDGER_H

#include "pdz/value.h"
#include "pdz/str.h"

/* What is counted together. Which fields a slot uses is its kind's choice; the
 * others are PDZ_NONE, PDZ_NO_DAY or 0. */
struct pdz_key {
	uint32_t slot;
	int32_t when;  /* month, or day where the slot keeps days; PDZ_NO_DAY: undated */
	uint32_t area; /* the record's own */
	uint32_t category;
	uint32_t rest; /* number of the tuple of dimension values asked for by --by */
	uint32_t who;  /* case, value counted, or text */
	uint32_t what; /* event, or value of another column */
	pdz_day due;
	int64_t value; /* days, a score, ... */
};

struct pdz_counter {
	struct pdz_key key;
	uint64_t n;
	int64_t sum; /* of quantities, in millionths, or of days */
};

enum { PDZ_LEDGER_WAIT = 32 };

/* Where a counter is kept: in a cell of its slot, alone (member is not used) or as one of
 * the cell's many, which differ in one thing only: the case, or the value. */
struct pdz_place {
	uint32_t slot, cell;
	bool alone;
	uint32_t member;
};

/* What a place was found to be, kept by the caller for keys that agree in slot, when, area,
 * category and rest. Zero-initialised knows nothing. */
struct pdz_hint {
	uint32_t cell; /* + 1, and in the two highest bits what its members are */
	uint32_t what;
};
enum { PDZ_HINT_BITS = 30 };
enum pdz_members { PDZ_NO_MEMBERS, PDZ_BY_WHO, PDZ_BY_VALUE };

/* The place that a hint knows for counters of that slot and what: alone, or members of that
 * kind. False: it knows of none. */
static inline bool pdz_hint_place(const struct pdz_hint *hint, uint32_t slot, uint32_t what, enum pdz_members members,
                                  struct pdz_place *out)
{
	if (hint->cell == 0 || hint->what != what || hint->cell >> PDZ_HINT_BITS != members)
		return false;
	*out = (struct pdz_place){.slot = slot,
	                          .cell = (hint->cell & ((UINT32_C(1) << PDZ_HINT_BITS) - 1)) - 1,
	                          .alone = members == PDZ_NO_MEMBERS};
	return true;
}

/* A value as a member: so that the order of numbers is that of values. */
static inline uint32_t pdz_member_of_value(int64_t value)
{
	return (uint32_t)(int32_t)value ^ UINT32_C(0x80000000);
}

/* Zero-initialised is empty. */
struct pdz_ledger {
	struct pdz_ledger_part *parts; /* by slot */
	size_t part_count, part_cap;
	struct pdz_ledger_waiting {
		struct pdz_place place;
		uint32_t n;
	} wait[PDZ_LEDGER_WAIT]; /* members counted, but not in their part yet: a ring, */
	uint32_t turn, waiting;  /* the next to be taken and how many are */
	bool failed;             /* out of memory: nothing more is added */
	bool overflow;           /* a sum went over 9.2e12 */
};

void pdz_ledger_release(struct pdz_ledger *l);
void pdz_ledger_add(struct pdz_ledger *l, const struct pdz_counter *c);
/* The same in two steps. Where c is to be counted; the member is c's who, to be filled in
 * later if it is not known yet. hint: NULL if there is none. False: out of memory. */
PDZ_MUST_CHECK bool pdz_ledger_place(struct pdz_ledger *l, const struct pdz_counter *c, struct pdz_hint *hint,
                                     struct pdz_place *out);
void pdz_ledger_count(struct pdz_ledger *l, const struct pdz_place *place, uint64_t n, int64_t sum);
/* Everything added is in its part afterwards, and failed and overflow are final. */
void pdz_ledger_settle(struct pdz_ledger *l);
/* How the numbers of another ledger become those of this one. */
struct pdz_renumber {
	void (*key)(const struct pdz_renumber *how, struct pdz_key *key);      /* all but slot, when, due, value */
	const uint32_t *(*who)(const struct pdz_renumber *how, uint32_t slot); /* who by old numbers; NULL: they stay */
};
/* Add all that another ledger has, which is settled. */
void pdz_ledger_absorb(struct pdz_ledger *l, const struct pdz_ledger *other, const struct pdz_renumber *how);
/* The rows of slots first .. first + slots - 1 of a settled ledger, sorted by slot, when,
 * and then all the other fields; to be freed. Those of slot s are kept under homes[s]; NULL:
 * under their own. NULL: out of memory. */
struct pdz_counter *pdz_ledger_rows(const struct pdz_ledger *l, uint32_t first, size_t slots, const uint32_t *homes,
                                    size_t *count);
/* How many counters it has. */
size_t pdz_ledger_size(const struct pdz_ledger *l);
/* Where the row of that key stands among sorted rows; count if it does not. */
size_t pdz_ledger_find(const struct pdz_counter *rows, size_t count, const struct pdz_key *key);

#endif
