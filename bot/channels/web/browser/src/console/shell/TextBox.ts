// Fluent's text box with the type of its ref, which its own types leave out.
import { Input, type InputProps } from "@fluentui/react-components";
import type { ForwardRefExoticComponent, RefAttributes } from "react";

export const TextBox = Input as unknown as ForwardRefExoticComponent<InputProps & RefAttributes<HTMLInputElement>>;
