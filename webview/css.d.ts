/** The build collects stylesheets into panel.css; importing one yields no value. */
declare module '*.css';
