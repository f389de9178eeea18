/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What says who somebody is, told by what stands in the cell. */
#include "ingest/propose.h"

#include "base/fold.h"
#include "personal/contact.h"
#include "personal/taxcode.h"

static bool is_latin_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool pdz_person_in_cell(struct pdz_str text)
{
	size_t at, length;

	return pdz_taxcode_find(text, &at, &length) || pdz_contact_in(text) != NULL;
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
		" ada adele adriano agnese agostino alba alberto aldo alessandra alessandro alessia alessio alfredo alice "
		"amedeo "
		"amelia ana andrea angela angelo anita anna antonella antonietta antonio armando arturo assunta aurora barbara "
		"beatrice benito bianca bruna bruno camilla carla carlo carmela carmelo carmine caterina cecilia celeste "
		"cesare "
		"chiara cinzia clara claudia claudio concetta corrado cosimo costanza cristian cristiano cristina dalila "
		"daniela "
		"daniele dario davide debora diego dino domenico donatella donato dora edoardo elena eleonora eliana elisa "
		"elisabetta "
		"elvira emanuela emanuele emilia emilio emma enrico ernesto ettore eugenio eva fabio fabrizio fatima federica "
		"federico felice ferdinando filippo filomena flavia flavio franca francesca francesco franco gabriele "
		"gabriella "
		"gaetano gemma gennaro giacomo gianluca gianni gianpaolo ginevra gino giorgia giorgio giovanna giovanni giulia "
		"giuliana giuliano giulio giuseppe giuseppina grazia graziella guido hassan ida ignazio ines irene isabella "
		"ivan "
		"ivana ivano ivo khadija lara laura leonardo letizia lidia liliana lina lino lisa livia loredana lorenzo luca "
		"lucia luciana luciano lucio luigi luigia luisa manuel manuela marcella marcello marco margherita maria "
		"mariangela "
		"mario marisa marta martina massimo matilde matteo mattia maurizio mauro michela michele miriam mirella "
		"mohamed "
		"mohammed monica nadia natalia nicola nicole nicolo noemi nunzia olga omar oreste ornella orsola ottavio paola "
		"paolo "
		"pasquale patrizia pia piera piero pietro raffaele raffaella renata renato riccardo rita roberta roberto rocco "
		"romano romina rosa rosanna rosaria rosario rossella salvatore samuele sandra sara sebastiano serena sergio "
		"silvana "
		"silvano silvia silvio simona simone sofia sonia stefania stefano susanna tatiana teresa tiziana tiziano "
		"tommaso "
		"ugo umberto valentina valeria valerio vanessa vera veronica vincenza vincenzo vito vittoria vittorio viviana "
		"walter youssef ";
	return pdz_has_word_of(text, names);
}

bool pdz_person_named(struct pdz_str text)
{
	bool capitals;
	const size_t words = count_words(text, &capitals);

	return words >= 2 && words <= 4 && capitals && has_first_name(text);
}

/* Bianchi A., M. Rossi */
static bool has_initial(struct pdz_str text)
{
	if (text.n > 5 && text.p[0] >= 'A' && text.p[0] <= 'Z' && text.p[1] == '.' &&
	    (text.p[2] == ' ' ? text.p[3] : text.p[2]) >= 'A' && (text.p[2] == ' ' ? text.p[3] : text.p[2]) <= 'Z' &&
	    is_latin_letter(text.p[4]))
		return true;
	return text.n > 4 && text.p[text.n - 1] == '.' && text.p[text.n - 2] >= 'A' && text.p[text.n - 2] <= 'Z' &&
	       (text.p[text.n - 3] == ' ' || text.p[text.n - 3] == '.');
}

bool pdz_person_perhaps(struct pdz_str text)
{
	static const char *const titles[] = {"dr ", "dr. ", "dott", "sig", "prof"};

	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (text.n > strlen(titles[i]) && strncasecmp(text.p, titles[i], strlen(titles[i])) == 0)
			return true;
	return text.n < 60 && (has_initial(text) || pdz_person_titled(text) || has_first_name(text));
}
