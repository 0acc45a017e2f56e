// The operator's brand, which the server puts around the launcher where one is set.

interface Brand {
  /** What the launcher says; empty: the catalog's words. */
  name: string;
  /** Colors in the place of the tokens'. */
  css: string;
}

declare const SERVICE_DESK_BRAND: Brand;

export const brand: Brand =
  typeof SERVICE_DESK_BRAND === "undefined" ? { name: "", css: "" } : SERVICE_DESK_BRAND;
