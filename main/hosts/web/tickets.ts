import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const random = () => randomBytes(32).toString('base64url');
const digest = (text: string) => createHash('sha256').update(text).digest();

/** Who may come in: a ticket (in the printed URL) is good once and buys a pass (the cookie), good while the server runs. */
export class Tickets {
  readonly #tickets = new Set<string>();
  readonly #pass = random();

  issue(): string {
    const ticket = random();
    this.#tickets.add(ticket);
    return ticket;
  }

  /** The pass for a ticket that was issued and not used; null for any other. */
  redeem(ticket: string): string | null {
    for (const known of this.#tickets) {
      if (!same(known, ticket)) continue;
      this.#tickets.delete(known);
      return this.#pass;
    }
    return null;
  }

  admits(pass: string): boolean {
    return same(this.#pass, pass);
  }
}

/** In the same time for every guess; digests make the lengths equal. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}
