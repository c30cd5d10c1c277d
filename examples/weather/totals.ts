// The statistics: how often it rained, and how much.
import type { Day } from "./days.ts";

/** The rain of one month of one year in one city. */
export interface MonthTotals {
  readonly city: string;
  readonly year: number;
  /** From 1 to 12. */
  readonly month: number;
  readonly rainyDays: number;
  readonly rainMm: number;
}

/** The rain of one city in the same month of several years. */
export interface Season {
  readonly city: string;
  readonly month: number;
  readonly years: readonly MonthTotals[];
  /** Means over the years. */
  readonly rainyDays: number;
  readonly rainMm: number;
}

/** Adds up the days of one month. */
export function totalsOf(days: readonly Day[], rainyDayMm: number): MonthTotals {
  const [first] = days;
  if (first === undefined) throw new Error("a month without days");
  const [year, month] = first.date.split("-").map(Number);
  return {
    city: first.city,
    year: year ?? Number.NaN,
    month: month ?? Number.NaN,
    rainyDays: days.filter((day) => day.rainMm >= rainyDayMm).length,
    rainMm: sum(days.map((day) => day.rainMm)),
  };
}

/** The same month of several years and cities: one season for each city. */
export function seasonsOf(totals: readonly MonthTotals[]): Season[] {
  const cities = [...new Set(totals.map(({ city }) => city))];
  return cities.map((city) => {
    const years = totals.filter((total) => total.city === city);
    return {
      city,
      month: years[0]?.month ?? Number.NaN,
      years,
      rainyDays: sum(years.map(({ rainyDays }) => rainyDays)) / years.length,
      rainMm: sum(years.map(({ rainMm }) => rainMm)) / years.length,
    };
  });
}

/** Adds numbers up. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
