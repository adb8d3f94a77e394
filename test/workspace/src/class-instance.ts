/** A circle that knows its area. */
export class Circle {
  readonly radius: number;

  constructor(radius: number) {
    this.radius = radius;
  }

  /** In square units. */
  area(): number {
    return Math.PI * this.radius ** 2;
  }
}

/**
 * The area of a circle. A copy in a worker has the radius but is no `Circle` any more: its methods are lost on the way,
 * and the call throws there. Send the radius, and make the circle in the worker.
 *
 * @inputs [new Circle(1), new Circle(2), new Circle(3)]
 */
export function areaOf(circle: Circle): number {
  return circle.area();
}
