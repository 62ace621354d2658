/** The mark of the header, for the browser's tab. */
export const FAVICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#00687a"/>' +
  '<path d="M9 16.5l4.6 4.6L23.5 11" fill="none" stroke="#ffd447" stroke-width="3.4" stroke-linecap="round" ' +
  'stroke-linejoin="round"/></svg>';
