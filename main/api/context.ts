import type { Services } from '#main/services/services';

/** What every handler is given; one for the life of the app. */
export interface ApiContext {
  services: Services;
}
