/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What says who somebody is, told by what stands in the cell. */
#include "ingest/propose.h"

#include "base/fold.h"
#include "personal/taxcode.h"

static bool is_latin_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Two letters, two digits, then 11 to 30 letters and digits, whatever blanks divide them; of
 * Italy 27 in all. A mistyped one is as personal as a right one, so the check digits do not count. */
static bool is_bank_account(struct pdz_str text)
{
	char c[40];
	size_t n = 0, digits = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == ' ' || text.p[i] == '-' || text.p[i] == '.')
			continue;
		if (n == sizeof c || (!is_latin_letter(text.p[i]) && !is_ascii_digit(text.p[i])))
			return false;
		digits += is_ascii_digit(text.p[i]);
		c[n++] = text.p[i];
	}
	return n >= 15 && n <= 34 && is_latin_letter(c[0]) && is_latin_letter(c[1]) && is_ascii_digit(c[2]) &&
	       is_ascii_digit(c[3]) && digits >= 10;
}

static bool is_telephone(struct pdz_str text)
{
	size_t digits = 0, signs = 0;
	pdz_day day;

	if (text.n == 0 || !strchr("+03(", text.p[0]))
		return false;
	for (size_t i = 0; i < text.n; i++) {
		if (is_ascii_digit(text.p[i]))
			digits++;
		else if (strchr(" /-.()", text.p[i]) || (i == 0 && text.p[i] == '+'))
			signs++;
		else
			return false;
	}
	if (text.p[0] == '3' && digits != 9 && digits != 10) /* of a mobile telephone */
		return false;
	if (memchr(text.p, '.', text.n) && signs == 1)
		return false; /* 0.123456789 */
	return digits >= 8 && digits <= 14 && pdz_ingest_parse_date(text, DATES_DMY, &day) != PDZ_PARSE_OK &&
	       pdz_ingest_parse_date(text, DATES_MDY, &day) != PDZ_PARSE_OK;
}

/* A number beside words: nine to eleven digits that begin like one, in one piece. */
static bool has_telephone(struct pdz_str text)
{
	size_t letters = 0, run = 0;
	bool found = false;

	for (size_t i = 0; i <= text.n; i++) {
		if (i < text.n && is_ascii_digit(text.p[i])) {
			run++;
			continue;
		}
		found |= run >= 9 && run <= 11 && strchr("03", text.p[i - run]) != NULL;
		run = 0;
		letters += i < text.n && is_latin_letter(text.p[i]);
	}
	return found && letters > 1;
}

static bool has_mail(struct pdz_str text)
{
	const char *at = text.n ? memchr(text.p, '@', text.n) : NULL;
	const size_t after = at ? text.n - (size_t)(at + 1 - text.p) : 0;

	return at && at > text.p && at[-1] != ' ' && after > 3 && at[1] != ' ' && memchr(at + 1, '.', after);
}

bool pdz_person_in_cell(struct pdz_str text)
{
	size_t at, length;

	return pdz_taxcode_find(text, &at, &length) || is_bank_account(text) || is_telephone(text) || has_telephone(text) ||
	       has_mail(text);
}

/* Words of a text, and whether each has a capital; 0: something else than words and apostrophes. */
static size_t count_words(struct pdz_str text, bool *capitals)
{
	size_t words = 0;
	bool inside = false;

	*capitals = true;
	for (size_t i = 0; i < text.n; i++) {
		const unsigned char c = (unsigned char)text.p[i];
		if (c == ' ' || (c == '\'' && inside)) {
			inside = false;
		} else if (is_latin_letter((char)c) || c >= 0x80) {
			if (!inside && (i == 0 || text.p[i - 1] == ' ')) {
				words++;
				*capitals &= !(c >= 'a' && c <= 'z');
			}
			inside = true;
		} else {
			return 0;
		}
	}
	return words;
}

bool pdz_person_titled(struct pdz_str text)
{
	bool capitals;
	const size_t words = count_words(text, &capitals);

	return capitals && (words == 2 || words == 3);
}

/* Has a text one of the first names? */
static bool has_first_name(struct pdz_str text)
{
	/* the usual ones in Italy, of people born here and elsewhere */
	static const char names[] =
		" ada adele adriano agnese agostino alba alberto aldo alessandra alessandro alessia alessio alfredo alice amedeo "
		"amelia ana andrea angela angelo anita anna antonella antonietta antonio armando arturo assunta aurora barbara "
		"beatrice benito bianca bruna bruno camilla carla carlo carmela carmelo carmine caterina cecilia celeste cesare "
		"chiara cinzia clara claudia claudio concetta corrado cosimo costanza cristian cristiano cristina dalila daniela "
		"daniele dario davide debora diego dino domenico donatella donato dora edoardo elena eleonora eliana elisa elisabetta "
		"elvira emanuela emanuele emilia emilio emma enrico ernesto ettore eugenio eva fabio fabrizio fatima federica "
		"federico felice ferdinando filippo filomena flavia flavio franca francesca francesco franco gabriele gabriella "
		"gaetano gemma gennaro giacomo gianluca gianni gianpaolo ginevra gino giorgia giorgio giovanna giovanni giulia "
		"giuliana giuliano giulio giuseppe giuseppina grazia graziella guido hassan ida ignazio ines irene isabella ivan "
		"ivana ivano ivo khadija lara laura leonardo letizia lidia liliana lina lino lisa livia loredana lorenzo luca "
		"lucia luciana luciano lucio luigi luigia luisa manuel manuela marcella marcello marco margherita maria mariangela "
		"mario marisa marta martina massimo matilde matteo mattia maurizio mauro michela michele miriam mirella mohamed "
		"mohammed monica nadia natalia nicola nicole nicolo noemi nunzia olga omar oreste ornella orsola ottavio paola paolo "
		"pasquale patrizia pia piera piero pietro raffaele raffaella renata renato riccardo rita roberta roberto rocco "
		"romano romina rosa rosanna rosaria rosario rossella salvatore samuele sandra sara sebastiano serena sergio silvana "
		"silvano silvia silvio simona simone sofia sonia stefania stefano susanna tatiana teresa tiziana tiziano tommaso "
		"ugo umberto valentina valeria valerio vanessa vera veronica vincenza vincenzo vito vittoria vittorio viviana "
		"walter youssef ";
	struct pdz_buf folded = {0};
	bool found = false;

	pdz_fold(&folded, text);
	pdz_buf_char(&folded, ' ');
	for (size_t from = 0, i = 0; i < folded.n && !found; i++) {
		char word[32] = " ";
		if (folded.p[i] != ' ')
			continue;
		if (i > from && i - from < sizeof word - 3) {
			memcpy(word + 1, folded.p + from, i - from);
			word[1 + i - from] = ' ';
			found = strstr(names, word) != NULL;
		}
		from = i + 1;
	}
	pdz_buf_release(&folded);
	return found;
}

bool pdz_person_named(struct pdz_str text)
{
	bool capitals;
	const size_t words = count_words(text, &capitals);

	return words >= 2 && words <= 4 && capitals && has_first_name(text);
}

/* Bianchi A. */
static bool ends_with_initial(struct pdz_str text)
{
	return text.n > 4 && text.p[text.n - 1] == '.' && text.p[text.n - 2] >= 'A' && text.p[text.n - 2] <= 'Z' &&
	       (text.p[text.n - 3] == ' ' || text.p[text.n - 3] == '.');
}

bool pdz_person_perhaps(struct pdz_str text)
{
	static const char *const titles[] = {"dr ", "dr. ", "dott", "sig", "prof"};

	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (text.n > strlen(titles[i]) && strncasecmp(text.p, titles[i], strlen(titles[i])) == 0)
			return true;
	return text.n < 60 && (ends_with_initial(text) || pdz_person_titled(text) || has_first_name(text));
}
