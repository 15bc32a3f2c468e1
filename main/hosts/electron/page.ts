/** The app's own origin: a standard, secure scheme, so that the page has an origin, a CSP and no file access. */
export const SCHEME = 'app';
export const PAGE = `${SCHEME}://vivarium-aws/`;

/** True for the app's page and nothing that only begins like it. */
export function isOwnPage(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === `${SCHEME}:` && new URL(url).host === new URL(PAGE).host;
}
