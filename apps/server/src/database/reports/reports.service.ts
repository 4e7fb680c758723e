import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, Repository } from 'typeorm';
import { Report } from './report.entity.js';

/** Reports of one tenant at a time: no method can be called without saying whose. */
@Injectable()
export class ReportsService {
  constructor(@InjectRepository(Report) private readonly reports: Repository<Report>) {}

  /** Newest first. `nextCursor` is null on the last page. */
  async list(
    tenant: string,
    page: { limit: number; cursor?: string },
  ): Promise<{ reports: Report[]; nextCursor: string | null }> {
    const found = await this.reports.find({
      where: { tenant, ...(page.cursor === undefined ? {} : { position: LessThan(page.cursor) }) },
      order: { position: 'DESC' },
      take: page.limit + 1,
    });
    const reports = found.slice(0, page.limit);
    const last = reports.at(-1);
    return { reports, nextCursor: found.length > page.limit && last !== undefined ? last.position : null };
  }

  async create(tenant: string, title: string): Promise<Report> {
    return this.reports.save(this.reports.create({ tenant, title }));
  }
}
