// Draws DOT as SVG and PNG by programs in WebAssembly. They take a while to load: import this only where they are needed.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

/** The font in which Graphviz measures, those that measure the same, and what every viewer has. */
const fontFamily = "Arial,Arimo,'Liberation Sans',Helvetica,sans-serif";

/** Draws DOT as SVG. @throws when Graphviz refuses it, with its words */
export async function svgOf(dot: string): Promise<string> {
  const graphviz = await Graphviz.load();
  const drawn = graphviz.dot(dot, "svg");
  // What stands before names a file of the W3C that some viewers fetch, and the version of Graphviz.
  return drawn.slice(drawn.indexOf("<svg")).replaceAll('font-family="Arial"', `font-family="${fontFamily}"`);
}

const require = createRequire(import.meta.url);
// Names, which may be in any of these scripts, are bold; only our own words are not.
const scripts = [
  "latin",
  "latin-ext",
  "greek",
  "greek-ext",
  "cyrillic",
  "cyrillic-ext",
  "vietnamese",
  "hebrew",
];
const fonts = ["latin-400", ...scripts.map((script) => `${script}-700`)];

let parts: Promise<Uint8Array[]> | undefined;

async function load(): Promise<Uint8Array[]> {
  await initWasm(await readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  const folder = join(dirname(require.resolve("@fontsource/arimo/package.json")), "files");
  return Promise.all(fonts.map((name) => readFile(join(folder, `arimo-${name}-normal.woff2`))));
}

/** Pixels for each unit of the SVG, so that the picture is sharp on good screens, unless it would be too large. */
const sharp = 2;
const longestSide = 10_000;

/** Draws SVG as PNG. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  parts ??= load();
  const fontBuffers = await parts;
  const font = { fontBuffers, defaultFontFamily: "Arimo", sansSerifFamily: "Arimo" };
  const zoom = Math.min(sharp, longestSide / longerSideOf(svg));
  const drawing = new Resvg(svg, { font, fitTo: { mode: "zoom", value: zoom } });
  const picture = drawing.render();
  const png = picture.asPng();
  // Memory in WebAssembly is not given back by itself.
  picture.free();
  drawing.free();
  return png;
}

function longerSideOf(svg: string): number {
  const drawing = new Resvg(svg);
  const { width, height } = drawing;
  drawing.free();
  return Math.max(width, height);
}
