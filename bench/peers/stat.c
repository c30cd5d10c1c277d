// What the machine needs to look at files, and nothing else: stat THREADS FOLDER...
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char **names;
static long count, room, threads;

static void add_names(const char *folder) {
  DIR *directory = opendir(folder);
  if (!directory) {
    perror(folder);
    exit(1);
  }
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (entry->d_name[0] == '.') continue;
    if (count == room) names = realloc(names, sizeof *names * (room = room ? room * 2 : 1024));
    char *name = malloc(strlen(folder) + strlen(entry->d_name) + 1);
    strcat(strcpy(name, folder), entry->d_name);
    names[count++] = name;
  }
  closedir(directory);
}

static void *look(void *first) {
  struct stat facts;
  for (long i = (long)first; i < count; i += threads)
    if (stat(names[i], &facts)) perror(names[i]);
  return NULL;
}

int main(int argc, char **argv) {
  threads = atol(argv[1]);
  for (int i = 2; i < argc; i++) add_names(argv[i]);
  pthread_t *started = malloc(sizeof *started * threads);
  for (long i = 0; i < threads; i++) pthread_create(&started[i], NULL, look, (void *)i);
  for (long i = 0; i < threads; i++) pthread_join(started[i], NULL);
  return 0;
}
