/* For `make coverage`: a process that ends by _exit leaves its counts all the same. */
#include <unistd.h>

void __gcov_dump(void);

#define _exit(status) (__gcov_dump(), (_exit)(status))
