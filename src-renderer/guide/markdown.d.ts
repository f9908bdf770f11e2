/** A page of docs/, made into HTML by the build. */
declare module '*.md' {
  const html: string;
  export default html;
}
