// Parts of the engine by themselves, in this process and on the sources.
export async function measureParts(): Promise<void> {}
