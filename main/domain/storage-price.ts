/**
 * US dollars a GB and month by storage class, us-east-1, first 50 TB (https://aws.amazon.com/s3/pricing, 2025): an
 * estimate for people, not a bill. Other regions differ by a few tenths.
 */
const PRICES: Readonly<Record<string, number>> = {
  STANDARD: 0.023,
  INTELLIGENT_TIERING: 0.023,
  REDUCED_REDUNDANCY: 0.024,
  STANDARD_IA: 0.0125,
  ONEZONE_IA: 0.01,
  GLACIER_IR: 0.004,
  GLACIER: 0.0036,
  DEEP_ARCHIVE: 0.00099,
  EXPRESS_ONEZONE: 0.11,
};
const GB = 1024 ** 3;

/** US dollars that so many bytes cost in a month; null for a class that is not known. S3 names no class for standard. */
export function monthlyPrice(bytes: number, storageClass: string | null): number | null {
  const price = PRICES[storageClass ?? 'STANDARD'];
  return price === undefined ? null : (bytes / GB) * price;
}
