// What a flowchart can be asked to be. Who only checks what was asked need load no more than this.

/** The formats of flowcharts. */
export const graphFormats = ["svg", "png", "dot", "mermaid"] as const;

/** One of {@link graphFormats}. */
export type GraphFormat = (typeof graphFormats)[number];

/** Whether tasks stand below or beside those that they wait for. */
export const directions = ["vertical", "horizontal"] as const;

/** One of {@link directions}. */
export type Direction = (typeof directions)[number];

/** What the legend explains: nothing, the states that occur, all that there are. */
export const legends = ["none", "used", "all"] as const;

/** One of {@link legends}. */
export type Legend = (typeof legends)[number];
