import { range } from './range.ts';

const width = 1024;
const height = 256;
const mostIterations = 1000;

/**
 * One row of the picture of the Mandelbrot set: for each pixel the brightness, 0 inside the set. Rows through the middle
 * take many times longer than those at the edge, so the chunks that workers are given are not equal either.
 *
 * @inputs range(height)
 */
export function mandelbrotRow(row: number): Uint8Array {
  const pixels = new Uint8Array(width);
  const imaginary = (row / height) * 2.4 - 1.2;
  for (let column = 0; column < width; column++) {
    const real = (column / width) * 3.2 - 2.2;
    const iterations = iterationsUntilEscape(real, imaginary);
    pixels[column] = iterations === mostIterations ? 0 : 255 - Math.floor((255 * iterations) / mostIterations);
  }
  return pixels;
}

/** The whole picture, row by row. */
export function mandelbrot(): Uint8Array[] {
  return range(height).map(mandelbrotRow);
}

function iterationsUntilEscape(real: number, imaginary: number): number {
  let x = 0;
  let y = 0;
  let iteration = 0;
  while (iteration < mostIterations && x * x + y * y <= 4) {
    [x, y] = [x * x - y * y + real, 2 * x * y + imaginary];
    iteration++;
  }
  return iteration;
}
