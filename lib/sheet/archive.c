/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a zip archive by libzip. Knows nothing of what stands in them. */
#include "sheet/archive.h"

#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

struct pdz_archive {
	zip_t *zip;
	const char *name;
};

struct pdz_archive_part {
	zip_file_t *file;
	const struct pdz_archive *archive;
	uint64_t packed, read;
};

static const char damaged[] = "damaged: the archive cannot be read (ask for the file again)";
static const char locked[] = "protected by a password (save it without one)";

enum pdz_status pdz_archive_open(struct pdz_archive **out, const char *name, int fd, struct pdz_str bytes,
                                 struct pdz_error *err)
{
	struct pdz_archive *a = calloc(1, sizeof *a);
	zip_source_t *source = NULL;
	zip_error_t why;
	int code = 0;

	*out = NULL;
	if (!a) {
		if (fd >= 0)
			close(fd);
		return pdz_no_memory(err);
	}
	a->name = name;
	zip_error_init(&why);
	if (fd >= 0) {
		a->zip = zip_fdopen(fd, 0, &code);
		if (!a->zip)
			close(fd);
	} else if ((source = zip_source_buffer_create(bytes.p, bytes.n, 0, &why))) {
		a->zip = zip_open_from_source(source, ZIP_RDONLY, &why);
		if (!a->zip)
			zip_source_free(source);
		code = zip_error_code_zip(&why);
	} else {
		code = ZIP_ER_MEMORY;
	}
	zip_error_fini(&why);
	if (!a->zip) {
		free(a);
		return code == ZIP_ER_MEMORY ? pdz_no_memory(err) : pdz_fail(err, PDZ_INPUT, name, 0, 0, damaged);
	}
	*out = a;
	if (pdz_archive_count(a) <= PDZ_ARCHIVE_PARTS_MOST)
		return PDZ_OK;
	pdz_archive_close(a);
	*out = NULL;
	return pdz_fail(err, PDZ_INPUT, name, 0, 0, "too many files in the archive");
}

void pdz_archive_close(struct pdz_archive *a)
{
	if (!a)
		return;
	zip_discard(a->zip);
	free(a);
}

const char *pdz_archive_name(const struct pdz_archive *a)
{
	return a->name;
}

size_t pdz_archive_count(const struct pdz_archive *a)
{
	const zip_int64_t n = zip_get_num_entries(a->zip, 0);

	return n > 0 ? (size_t)n : 0;
}

const char *pdz_archive_part_name(const struct pdz_archive *a, size_t i)
{
	const char *name = zip_get_name(a->zip, i, 0);

	return name ? name : "";
}

bool pdz_archive_has(const struct pdz_archive *a, const char *part)
{
	return zip_name_locate(a->zip, part, ZIP_FL_NOCASE) >= 0;
}

enum pdz_status pdz_part_open(struct pdz_archive_part **out, struct pdz_archive *a, const char *part,
                              struct pdz_error *err)
{
	const zip_int64_t at = zip_name_locate(a->zip, part, ZIP_FL_NOCASE);
	zip_stat_t st;

	*out = NULL;
	if (at < 0)
		return PDZ_OK;
	if (zip_stat_index(a->zip, (zip_uint64_t)at, 0, &st) != 0)
		return pdz_fail(err, PDZ_INPUT, a->name, 0, 0, damaged);
	if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
		return pdz_fail(err, PDZ_INPUT, a->name, 0, 0, locked);
	struct pdz_archive_part *p = calloc(1, sizeof *p);
	if (!p)
		return pdz_no_memory(err);
	p->archive = a;
	p->packed = st.valid & ZIP_STAT_COMP_SIZE ? st.comp_size : 0;
	p->file = zip_fopen_index(a->zip, (zip_uint64_t)at, 0);
	if (!p->file) {
		const bool memory = zip_error_code_zip(zip_get_error(a->zip)) == ZIP_ER_MEMORY;
		free(p);
		return memory ? pdz_no_memory(err) : pdz_fail(err, PDZ_INPUT, a->name, 0, 0, damaged);
	}
	*out = p;
	return PDZ_OK;
}

enum pdz_status pdz_part_read(struct pdz_archive_part *p, char *buf, size_t size, size_t *got, struct pdz_error *err)
{
	const zip_int64_t n = zip_fread(p->file, buf, size);

	*got = 0;
	if (n < 0)
		return pdz_fail(err, PDZ_INPUT, p->archive->name, 0, 0, damaged);
	p->read += (uint64_t)n;
	if (p->read > PDZ_ARCHIVE_PART_MOST ||
	    (p->read > PDZ_ARCHIVE_RATIO_FROM && p->read / PDZ_ARCHIVE_RATIO_MOST > p->packed))
		return pdz_fail(
			err, PDZ_INPUT, p->archive->name, 0, 0,
			"it grows beyond all measure when it is unpacked (more than 4 GiB, or more than %d times its size)",
			(int)PDZ_ARCHIVE_RATIO_MOST);
	*got = (size_t)n;
	return PDZ_OK;
}

void pdz_part_close(struct pdz_archive_part *p)
{
	if (!p)
		return;
	zip_fclose(p->file);
	free(p);
}
