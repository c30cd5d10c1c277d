// Memory given back by hand.

/**
 * Gives back the memory of bytes that nobody will look at again, if they fill an ArrayBuffer of their own. The garbage
 * collector would do so later, and until then the next bytes take fresh memory: the system clears every page of that.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
