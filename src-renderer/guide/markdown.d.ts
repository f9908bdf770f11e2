/** A page of docs/, made into HTML by the build: fetches it. */
declare module '*.md' {
  const page: () => Promise<string>;
  export default page;
}
