/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict: a pure function of how something stands.
 *
 * It knows of no plan, no kind and no records; what it looks at is printed beside its
 * answer, so that anybody can judge again. */
#ifndef PDZ_JUDGE_H
#define PDZ_JUDGE_H

#include "pdz/date.h"
#include "pdz/value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a verdict rests on. The first ones are said by whoever sets up the standing; the
 * last ones are found by judging, where they decide instead. */
enum pdz_ground {
	PDZ_GROUND_NONE,         /* no verdict, or none that rests on a figure */
	PDZ_GROUND_TARGET,       /* the target in full */
	PDZ_GROUND_TO_DATE,      /* what is expected by today */
	PDZ_GROUND_PROGRESS,     /* the part of the way from the baseline */
	PDZ_GROUND_DEADLINE,     /* what is to be there on a certain day */
	PDZ_GROUND_STEP,         /* the step in force */
	PDZ_GROUND_DUE,          /* what was planned with a date until today */
	PDZ_GROUND_MINIMUM,      /* a minimum for the period */
	PDZ_GROUND_PERIODS,      /* the periods that met what each of them should */
	PDZ_GROUND_RANGE,        /* a range to stay in */
	PDZ_GROUND_CHANGE,       /* any change in the wanted direction */
	PDZ_GROUND_PARTS,        /* the verdicts of the parts */
	PDZ_GROUND_NOTHING_DUE,  /* nothing was to be expected yet */
	PDZ_GROUND_ONE_SHORT,    /* one more, and it would not be behind */
	PDZ_GROUND_WRONG_WAY,    /* worse than the baseline */
	PDZ_GROUND_OUT_OF_REACH, /* whatever comes now, the target cannot be met any more */
	PDZ_GROUNDS,
};
extern const char *const pdz_ground_names[PDZ_GROUNDS + 1]; /* "" for PDZ_GROUND_NONE; NULL after the last */

/* How something stands. Numbers are finite but for least and most, which may be infinite. */
struct pdz_standing {
	enum pdz_ground ground;
	struct pdz_value value; /* what is there; not ok: it lies between least and most */
	double least, most;
	struct pdz_value baseline; /* where the way to the target begins; not ok: no way is asked for */
	struct pdz_value began; /* what of the baseline belongs to the time until today, as expected does of the target */
	struct pdz_value expected; /* by today; not ok: nothing is due yet */
	struct pdz_value target;   /* in full; of a range its lower end. Not ok: none */
	struct pdz_value high;     /* the upper end of a range; not ok: it is none */
	bool lower;                /* at most, rather than at least */
	bool strict;               /* the target itself is not enough: any change from it is wanted */
	bool undoable;             /* what is reached can be lost again: a ratio, a level. Else it only grows */
	bool over;                 /* no time is left: what is not reached is missed */
	double one;                /* what one event, case or due item is worth; 0: it is not made of wholes */
	struct pdz_value best;     /* the most that can still be reached; not ok: there is no bound */
	pdz_day deadline;          /* PDZ_NO_DAY: the end of the period */
	pdz_day reached;           /* the day since when it has been reached; PDZ_NO_DAY: not known, or not reached */
	int best_rank,
		worst_rank; /* PDZ_GROUND_PARTS: what the parts come to, if all that is unknown were the best, or the worst */
	enum pdz_reason unknown; /* why least and most differ */
};

/* From which share of what is expected it is on track, and behind: 0 < behind <= on_track <= 1. */
struct pdz_thresholds {
	double on_track, behind;
};

struct pdz_judgement {
	enum pdz_verdict verdict;
	enum pdz_reason reason; /* of PDZ_NOT_ASSESSABLE */
	enum pdz_ground ground;
	struct pdz_value share; /* of what is expected, as the thresholds saw it; of a way, the part gone */
};

/* Judged at least and at most: where both agree, whatever is unknown cannot turn it. */
struct pdz_judgement pdz_judge(const struct pdz_standing *s, struct pdz_thresholds t);

/* What is there over what is asked for, in full or by today; of "at most" the other way round; of
 * a way from a baseline the part gone. Where a term is not above 0: 1 if it is reached, else 0. */
double pdz_share_of(const struct pdz_standing *s, double value, bool in_full);

/* From the best verdict, 0, to the worst; no verdict at all is PDZ_VERDICT_RANKS. */
enum { PDZ_VERDICT_RANKS = 6 };
int pdz_verdict_rank(enum pdz_verdict v);

#ifdef __cplusplus
}
#endif

#endif
