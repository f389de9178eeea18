/* The languages in which texts are written for people. */
#ifndef PDZ_LANGUAGE_H
#define PDZ_LANGUAGE_H

enum pdz_language { PDZ_ITALIAN, PDZ_ENGLISH };

#endif
