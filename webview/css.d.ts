/** Stylesheets are collected by the build into panel.css; importing one gives nothing. */
declare module '*.css';
