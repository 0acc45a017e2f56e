// Stands in for punycode in markdown-it: host names stay as they are written.
const same = (name: string): string => name;

export default { toASCII: same, toUnicode: same };
export { same as toASCII, same as toUnicode };
