// Stands in for the libraries that speak and listen: the page does neither, screen readers do.
import type { ReactNode } from "react";

export const Composer = ({ children }: { children?: ReactNode }): ReactNode => children;
export const SayUtterance = (): null => null;
export default SayUtterance;
