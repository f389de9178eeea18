/* A draft mapping. */
#include "ingest/run.h"
enum pdz_status pdz_ingest_propose(const char *name, const struct pdz_plan *plan, struct pdz_buf *out, struct pdz_error *err)
{
	(void)plan;
	(void)out;
	return pdz_fail(err, PDZ_INPUT, name, 0, 0, "not yet");
}
