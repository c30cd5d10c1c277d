// Tells file systems on this machine from those that other machines share. SQLite's write-ahead log needs memory shared by
// all who have the file open, which only a local file system gives.
import { statfsSync } from "node:fs";

// Type numbers of Linux's local file systems, see statfs(2).
const localTypes: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0x2fc12fc1, // ZFS
  0xca451a4e, // bcachefs
  0xf2f52010, // F2FS
  0x3153464a, // JFS
  0x01021994, // tmpfs
  0x858458f6, // ramfs
  0x794c7630, // overlayfs, in containers
]);

/**
 * Tells whether a directory is on a file system that no other machine shares, as far as can be known.
 *
 * What is not known to be local counts as shared: a mistake in that direction costs time, in the other the history.
 */
export function isOnLocalDisk(directory: string): boolean {
  const type = typeOf(directory);
  if (process.platform === "linux") return localTypes.has(type);
  // The numbers of macOS differ from release to release, but it starts from no disk that is not its own.
  return process.platform === "darwin" && type === typeOf("/");
}

/** Some systems give the number as a negative one: it has 32 bits. */
function typeOf(directory: string): number {
  return statfsSync(directory).type >>> 0;
}
