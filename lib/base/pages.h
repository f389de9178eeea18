/* Memory in large pages. */
#ifndef PDZ_BASE_PAGES_H
#define PDZ_BASE_PAGES_H

/* To be called whenever a table that is searched all over has grown. Such tables soon
 * reach beyond the addresses a processor keeps at hand; in pages of 2 MiB they do not,
 * which is a fifth of the time of a run with millions of counters, and a tenth of one with
 * hundreds of thousands. */
void pdz_pages_grown(void);

/* Before threads are begun that need memory for a moment each: they take what the program
 * has used and given back, rather than new pages for each of them. */
void pdz_pages_shared(void);

#endif
