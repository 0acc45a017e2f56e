// Where the console begins.
import "./console.css";
import { createRoot } from "react-dom/client";
import { App } from "./shell/App";

const place = document.getElementById("console");
if (place) createRoot(place).render(<App />);
