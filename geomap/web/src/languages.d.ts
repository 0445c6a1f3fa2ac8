declare module "geomap:languages" {
  const languages: import("./i18n.js").Language[];
  export default languages;
}
