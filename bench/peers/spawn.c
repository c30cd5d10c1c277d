// What the machine needs to start a program for each text, and nothing else: spawn PLACES
#include <dirent.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

extern char **environ;
static int running, failed;

static void wait_for_one(void) {
  int status;
  wait(&status);
  failed |= status;
  running--;
}

int main(int argc, char **argv) {
  int places = atoi(argv[argc - 1]);
  DIR *directory = opendir("in");
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (entry->d_name[0] == '.') continue;
    while (running == places) wait_for_one();
    char from[300], to[300];
    snprintf(from, sizeof from, "in/%s", entry->d_name);
    snprintf(to, sizeof to, "out/%s", entry->d_name);
    pid_t child;
    if (posix_spawnp(&child, "cp", NULL, NULL, (char *[]){"cp", from, to, NULL}, environ)) {
      perror("cp");
      return 1;
    }
    running++;
  }
  while (running > 0) wait_for_one();
  return failed != 0;
}
