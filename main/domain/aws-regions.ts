/**
 * Regions with their places, as of AWS's list in 2026 (https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html).
 * For choosing only: a region that is not here works all the same.
 */
export const REGIONS: readonly { id: string; place: string }[] = [
  ['us-east-1', 'N. Virginia'], ['us-east-2', 'Ohio'], ['us-west-1', 'N. California'], ['us-west-2', 'Oregon'],
  ['ca-central-1', 'Canada Central'], ['ca-west-1', 'Calgary'], ['mx-central-1', 'Mexico'], ['sa-east-1', 'São Paulo'],
  ['eu-central-1', 'Frankfurt'], ['eu-central-2', 'Zurich'], ['eu-west-1', 'Ireland'], ['eu-west-2', 'London'], ['eu-west-3', 'Paris'],
  ['eu-north-1', 'Stockholm'], ['eu-south-1', 'Milan'], ['eu-south-2', 'Spain'], ['af-south-1', 'Cape Town'],
  ['il-central-1', 'Tel Aviv'], ['me-central-1', 'UAE'], ['me-south-1', 'Bahrain'],
  ['ap-south-1', 'Mumbai'], ['ap-south-2', 'Hyderabad'], ['ap-southeast-1', 'Singapore'], ['ap-southeast-2', 'Sydney'],
  ['ap-southeast-3', 'Jakarta'], ['ap-southeast-4', 'Melbourne'], ['ap-southeast-5', 'Malaysia'], ['ap-southeast-7', 'Thailand'],
  ['ap-northeast-1', 'Tokyo'], ['ap-northeast-2', 'Seoul'], ['ap-northeast-3', 'Osaka'], ['ap-east-1', 'Hong Kong'], ['ap-east-2', 'Taipei'],
  ['us-gov-east-1', 'GovCloud East'], ['us-gov-west-1', 'GovCloud West'], ['cn-north-1', 'Beijing'], ['cn-northwest-1', 'Ningxia'],
].map(([id = '', place = '']) => ({ id, place })); // prettier-ignore

/** The partition in a region's ARNs. */
export function partitionOf(region: string): 'aws' | 'aws-cn' | 'aws-us-gov' {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/**
 * US dollars that AWS lists for each GB that leaves a region's S3 for another region
 * (https://aws.amazon.com/s3/pricing/, "Data transfer", read in 2026); for a warning, not for a bill.
 */
export function transferPrice(from: string, to: string): number {
  if (from === to) return 0;
  if (new Set([from, to, 'us-east-1', 'us-east-2']).size === 2) return 0.01;
  return OUT.find(([region]) => from.startsWith(region))?.[1] ?? 0.02;
}

const OUT: readonly (readonly [string, number])[] = [
  ['ap-south-', 0.086], ['ap-southeast-1', 0.09], ['ap-southeast-2', 0.098], ['ap-southeast-', 0.1], ['ap-northeast-2', 0.08],
  ['ap-northeast-', 0.09], ['ap-east-', 0.09], ['sa-east-', 0.138], ['af-south-', 0.147], ['me-south-', 0.1105], ['me-central-', 0.085],
  ['il-central-', 0.08], ['us-gov-', 0.03], ['cn-', 0.09],
]; // prettier-ignore

/** What it means that a bucket lies elsewhere than where the machines are; null where it does not. */
export function transferWarning(bucketRegion: string, clusterRegion: string): string | null {
  const price = transferPrice(bucketRegion, clusterRegion);
  if (price === 0) return null;
  const tenTimes = (10 * 10 * price).toFixed(2);
  return (
    `The bucket lies in ${bucketRegion}, the machines will be in ${clusterRegion}: AWS charges about $${price} for each GB ` +
    `between them (ten nodes that read a 10 GB artifact: $${tenTimes}), and each read is slower.`
  );
}
