declare module "geomap:languages" {
  const languages: import("./i18n.js").Language[];
  export default languages;
}

declare module "*.png" {
  const address: string;
  export default address;
}
