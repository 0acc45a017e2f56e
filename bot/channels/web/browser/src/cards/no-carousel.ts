// Stands in for the carousel library that Adaptive Cards asks for; our cards have no carousel.
export default class Swiper {}
export const A11y = {};
export const History = {};
export const Keyboard = {};
export const Navigation = {};
export const Pagination = {};
export const Scrollbar = {};
export const Virtual = {};
export const Autoplay = {};
