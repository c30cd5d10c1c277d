// Drawing by WebAssembly. It sees no font of the machine, so that what it writes here it writes everywhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pngOf, svgOf } from "../src/render.ts";

test("SVG begins with the drawing, and asks for fonts that measure alike", async () => {
  const svg = await svgOf('digraph { node [fontname="Arial"]; a -> b }');
  assert.match(svg, /^<svg /);
  assert.match(svg, /font-family="Arial,Arimo,/);
});

for (const word of ["word", "żółw", "ωμέγα", "слово", "מילה"]) {
  test(`PNG has the letters of ${word}`, async () => {
    const labelled = async (text: string): Promise<Uint8Array> =>
      pngOf(
        await svgOf(
          `digraph { a [fontname="Arial", shape=plain, fixedsize=true, width=2, label=<<B>${text}</B>>] }`,
        ),
      );
    const [picture, blank, boxes] = await Promise.all([word, " ", "図".repeat(word.length)].map(labelled));
    assert.notDeepEqual(picture, blank);
    assert.notDeepEqual(picture, boxes, "not the boxes that stand for letters it does not have");
  });
}

test("a drawing that is very large becomes a picture that can be shown", async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="40000" height="20" viewBox="0 0 40000 20"></svg>';
  const png = Buffer.from(await pngOf(svg));
  assert.equal(png.readUInt32BE(16), 10_000);
});
