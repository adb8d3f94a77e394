/** Prices in cents. */
type Prices = number[];

/**
 * What a basket costs after a discount that the caller chooses. It is fine in one thread, but a function cannot be sent
 * to a worker: send the name of the discount, and look the function up there.
 *
 * @inputs [[[1000, 250], halfPrice], [[4000], (price) => price - 100]]
 */
export function totalPrice(prices: Prices, discount: (price: number) => number): number {
  return prices.map((price) => discount(price)).reduce((sum, price) => sum + price, 0);
}

/** Discount of the first basket in the tag above. */
export function halfPrice(price: number): number {
  return price / 2;
}
