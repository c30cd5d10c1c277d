// The colours of one node beside those of its state: those of targets, and over them what the task itself asks for.
import type { Paint } from "../../model/node-style.ts";
import type { ChartNode } from "./chart.ts";
import type { ColourScheme } from "./schemes.ts";

/** The colours in which a node differs from others in its state. */
export function ownPaint({ isTarget, style }: ChartNode, { target }: ColourScheme): Paint {
  const { fill, line, text, dashed } = style;
  const own = Object.entries({ fill, line, text, dashed }).filter(([, value]) => value !== undefined);
  return { ...(isTarget ? target : {}), ...Object.fromEntries(own) };
}
