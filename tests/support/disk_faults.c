/*
 * Preloaded into a server, has calls that write to a disk fail as a control file says, one line each:
 *
 *   CALL ERRNO END [once]
 *
 * for example "sync 5 chat.db-wal once": the call fails for files whose path ends so ("*": any).
 * After a failure that was to happen once the whole control file is emptied.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static int ends_with(const char *text, const char *end) {
  size_t length = strlen(text), end_length = strlen(end);
  return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* The error that the call is to fail with; 0 when it is not to fail. */
static int error_for(const char *call, int file) {
  const char *control = getenv("DISK_FAULTS");
  struct stat kind;
  if (control == NULL || fstat(file, &kind) != 0 || !S_ISREG(kind.st_mode)) return 0;
  /* System calls of its own, because the functions are those that fail. */
  int opened = (int)syscall(SYS_openat, AT_FDCWD, control, O_RDWR | O_CLOEXEC, 0);
  if (opened < 0) return 0;
  char text[1024];
  long count = syscall(SYS_read, opened, text, sizeof text - 1);
  int error = 0;
  if (count > 0) {
    text[count] = '\0';
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    long path_length = readlink(link, path, sizeof path - 1);
    path[path_length < 0 ? 0 : path_length] = '\0';
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL && error == 0;
         line = strtok_r(NULL, "\n", &rest)) {
      char name[32], end[256], times[16] = "";
      int number = 0;
      if (sscanf(line, "%31s %d %255s %15s", name, &number, end, times) < 3) continue;
      if (strcmp(name, call) != 0) continue;
      if (strcmp(end, "*") != 0 && !ends_with(path, end)) continue;
      error = number;
      if (strcmp(times, "once") == 0) syscall(SYS_ftruncate, opened, 0L);
    }
  }
  syscall(SYS_close, opened);
  return error;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define FAIL_IF_TOLD(call, file)                                                                   \
  do {                                                                                             \
    int error = error_for(call, file);                                                             \
    if (error != 0) {                                                                              \
      errno = error;                                                                               \
      return -1;                                                                                   \
    }                                                                                              \
  } while (0)

int fsync(int file) {
  FAIL_IF_TOLD("sync", file);
  return REAL(fsync)(file);
}

int fdatasync(int file) {
  FAIL_IF_TOLD("sync", file);
  return REAL(fdatasync)(file);
}

int ftruncate(int file, off_t length) {
  FAIL_IF_TOLD("ftruncate", file);
  return REAL(ftruncate)(file, length);
}

int ftruncate64(int file, off64_t length) {
  FAIL_IF_TOLD("ftruncate", file);
  return REAL(ftruncate64)(file, length);
}

ssize_t write(int file, const void *bytes, size_t count) {
  FAIL_IF_TOLD("write", file);
  return REAL(write)(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  FAIL_IF_TOLD("write", file);
  return REAL(pwrite)(file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  FAIL_IF_TOLD("write", file);
  return REAL(pwrite64)(file, bytes, count, offset);
}
