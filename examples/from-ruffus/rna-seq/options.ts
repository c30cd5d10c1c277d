// What can be chosen about the analysis. Where the original reads an options file in Python, this is one in TypeScript:
// the editor knows its names, and a misspelled one does not compile.

export const options = {
  /** Cut adapters and doubtful ends off the reads before they are counted. */
  trimReads: true,
  /** How many samples of each condition are sequenced. */
  replicates: 4,
  /** How the adapter begins that a machine reads when a fragment is shorter than a read. */
  adapter: "AGATCGGAAGAGC",
  /** Trimmed reads that are shorter than this are dropped. */
  leastLength: 25,
  /** How many of the genes that are said to differ may be so by chance, as a share. */
  falseDiscoveryRate: 0.01,
};
