/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pseudonyms of people: keyed, the same wherever and whenever they are made.
 *
 * What names a person (a code, a tax code, a name) is first brought into one form:
 *   - a tax code, however it is divided, is its sixteen capitals; a variant by omocodia
 *     stands as it is, since it is another person;
 *   - any other text is folded as headers are (pdz_fold: no case, no accents, runs of
 *     blanks, dashes, underscores, apostrophes and full stops are one blank), then put
 *     into capitals: "D'Amico  Niccolò" is "D AMICO NICCOLO".
 * Then, with BLAKE2b (RFC 7693) of 16 or 32 bytes, keyed:
 *   project key = BLAKE2b-32(key, "pdz pseudonym 1\n" project)
 *   pseudonym   = "p" base32(BLAKE2b-16(project key, "key id"))[0..4] "_"
 *                     base32(BLAKE2b-16(project key, form)), a "_" after 13 of its 26 digits
 * base32 in the digits 0..9 and letters a..z without i, l, o, u, most significant bits
 * first; its groups are too short to be taken for a tax code. So it depends on the key, the project
 * and the form alone; the same person has
 * the same one in all sources of a project, and two projects cannot be joined. The four
 * digits in front tell pseudonyms of different keys apart and say nothing of the key.
 *
 * Who has the key can find out the person by trying: keep it apart from the records. */
#ifndef PDZ_PSEUDONYM_H
#define PDZ_PSEUDONYM_H

#include "pdz/str.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { PDZ_PSEUDONYM_LENGTH = 33, PDZ_KEY_BYTES = 32 };

struct pdz_pseudonyms;

/* The key from a file of 32 bytes, or of 64 hexadecimal digits and at most a line end; the caller wipes it.
 * PDZ_INPUT: it cannot be read, is no regular file, may be read or written by others than its owner, has
 * another length, or was typed rather than made at random (all of it text, or fewer than 12 different bytes);
 * no message shows any of it. */
PDZ_MUST_CHECK enum pdz_status pdz_key_read(const char *file, unsigned char key[PDZ_KEY_BYTES], struct pdz_error *err);

/* With the key of such a file, which is locked in memory where the system allows, and wiped; errors as
 * there. project: not empty. Free with pdz_pseudonyms_free, which takes NULL. */
PDZ_MUST_CHECK enum pdz_status pdz_pseudonyms_load(struct pdz_pseudonyms **p, const char *key_file,
                                                   struct pdz_str project, struct pdz_error *err);
void pdz_pseudonyms_free(struct pdz_pseudonyms *p);

/* The form of a text that is hashed, appended to b. Empty if only separators are in it. */
void pdz_pseudonym_form(struct pdz_buf *b, struct pdz_str text);

/* The pseudonym of a form. */
void pdz_pseudonym_of(const struct pdz_pseudonyms *p, struct pdz_str form, char out[PDZ_PSEUDONYM_LENGTH]);

/* Has a text the shape of a pseudonym; is it of this key and project? */
bool pdz_pseudonym_shaped(struct pdz_str text);
bool pdz_pseudonym_mine(const struct pdz_pseudonyms *p, struct pdz_str text);

/* A new random key in a new file of mode 0600: 64 hexadecimal digits and a line feed.
 * PDZ_OUTPUT if the file is there already or cannot be written. */
PDZ_MUST_CHECK enum pdz_status pdz_key_make(const char *file, struct pdz_error *err);

#ifdef __cplusplus
}
#endif

#endif
