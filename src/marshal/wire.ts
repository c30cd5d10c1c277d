// The bytes of a message: what each tag means. Read by the encoder and the decoder, and by nothing else.
//
// A message is a header, the structure, the text and an end. The structure is a tree of tagged values; of a short
// string it has only the length: the characters stand in the text, which is written and read in one piece. Large memory
// may go beside the message, as attachments that nobody copies.

/** First byte of a message; another format gets another number. */
export const FORMAT = 0xf1;
/** Format, flags, and the length of the structure in six bytes. */
export const HEADER_BYTES = 8;
/** Last byte of a message, which no text ends in: shows that all of it has come. */
export const END = 0xff;

export const BIG_ENDIAN_FLAG = 0x10;
/** The flag as this machine sets it: typed arrays go as they are, so both machines must store bytes in one order. */
export const BYTE_ORDER: number = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : BIG_ENDIAN_FLAG;

// How a piece of text is stored.
export const ASCII = 0;
export const UTF8 = 1;
export const UTF16 = 2;
/** Node's names for the three, in their order. */
export const TEXT_ENCODINGS = ["latin1", "utf8", "utf16le"] as const;

/** Strings longer than this are stored where they stand: joining and cutting them would cost a copy. */
export const LONG_TEXT = 2048;
/** Memory of at least this many bytes may go as an attachment. */
export const MIN_ATTACHED: number = 32 * 1024;
/** No message has more of them: a pipe takes them in one write. */
export const MAX_ATTACHED = 255;
/** Containers deeper than this are written after their parents, so that no value is too deep for the stack. */
export const MAX_DEPTH = 128;
/** What cannot be written later (errors, instances of registered classes) goes no deeper than this. */
export const MAX_STACK = 256;

/** The first of the tags that are a whole number, from 0 to 127. */
export const SMALL_INTEGER = 0x80;
/** The first of the tags of strings that have 0 to 63 characters. */
export const SHORT_STRING = 0x40;

export const UNDEFINED = 0x00;
export const NULL = 0x01;
export const TRUE = 0x02;
export const FALSE = 0x03;
/** A whole number of 32 bits, the sign in the lowest bit. */
export const INTEGER = 0x04;
export const FLOAT = 0x05;
/** A bigint of 64 bits. */
export const BIGINT64 = 0x06;
/** A bigint of any size: its sign, and its digits to base 16 as text. */
export const BIGINT = 0x07;
export const STRING = 0x08;
export const LONG_STRING = 0x09;
/** An object seen before, by its number in order of first appearance. */
export const REFERENCE = 0x0a;
/** An empty container of the kind of the next tag; its content comes later. */
export const LATER = 0x0b;

/** A plain object: the number of its shape (the list of its keys; a new one follows as text), and the values. */
export const OBJECT = 0x10;
export const NULL_OBJECT = 0x11;
/** A plain object with many keys: a count, and keys with values. */
export const DICTIONARY = 0x12;
export const NULL_DICTIONARY = 0x13;
export const ARRAY = 0x14;
export const ARRAY_OF_INT32 = 0x15;
export const ARRAY_OF_FLOAT64 = 0x16;
/** An array with holes or named properties: its length, the elements with the gaps before them, the properties. */
export const LOOSE_ARRAY = 0x17;
export const MAP = 0x18;
export const SET = 0x19;
export const DATE = 0x1a;
export const REGEXP = 0x1b;
export const BOXED = 0x1c;
export const URL_HREF = 0x1d;
export const URL_PARAMS = 0x1e;
/** The `searchParams` of the URL that follows. */
export const PARAMS_OF_URL = 0x1f;
export const ERROR = 0x20;
export const DOM_EXCEPTION = 0x21;
export const BUFFER = 0x22;
export const ARRAY_BUFFER = 0x23;
export const RESIZABLE_BUFFER = 0x24;
/** A view on the ArrayBuffer that follows: which kind, where, how long (0 follows the length of the buffer). */
export const VIEW = 0x25;
/** An instance of a registered class: the number of the class (a new one follows by name), and its codec's data. */
export const INSTANCE = 0x26;
/** A Buffer whose bytes are the next attachment. */
export const ATTACHED_BUFFER = 0x27;
/** An ArrayBuffer that is the next attachment. */
export const ATTACHED_ARRAY_BUFFER = 0x28;
