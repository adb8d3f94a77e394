/** A parameter, or a property of an object, by its name and what it holds. */
export interface Field {
  name: string;
  /** `list`: an array or a buffer; `matrix`: an array of arrays of numbers. */
  kind: 'number' | 'list' | 'matrix' | 'text' | 'other';
  /** Of a list: whether each element is an object or a text. */
  isHeavy?: boolean;
  /** The only numbers that the type allows. */
  choices?: readonly number[];
}

export const widths = /^(\w*?_?width|w|cols|columns|\w+(cols|columns)|nx|xsize)$/;
export const heights = /^(\w*?_?height|h|rows|\w+rows|ny|ysize)$/;
export const layers = /^(depth|slices|layers|planes|nz|zsize|frames)$/;
export const channelNames = /^(\w*channels|channelcount|components|bytesperpixel|samplesperpixel|bpp)$/;
export const strides = /^(\w*stride|rowbytes|bytesperrow|pitch)$/;

/** Returns whether there are a width and a height, or rows and columns. */
export function hasDimensions(fields: readonly Field[]): boolean {
  return dimension(fields, widths) !== undefined && dimension(fields, heights) !== undefined;
}

/** Returns the field with the number of columns, rows, layers or channels. */
export function sizeField(
  fields: readonly Field[],
  which: 'columns' | 'rows' | 'layers' | 'channels',
): Field | undefined {
  return dimension(fields, { columns: widths, rows: heights, layers, channels: channelNames }[which]);
}

function dimension(fields: readonly Field[], pattern: RegExp): Field | undefined {
  return fields.find(({ name, kind }) => kind === 'number' && pattern.test(name.toLowerCase()));
}
