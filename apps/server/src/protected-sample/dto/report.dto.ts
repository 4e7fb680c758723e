import { ApiProperty } from '@nestjs/swagger';
import type { Report } from '../../database/reports/report.entity.js';

export class ReportDto {
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty()
  readonly title: string;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt: string;

  constructor(report: Report) {
    this.id = report.id;
    this.title = report.title;
    this.createdAt = report.createdAt.toISOString();
  }
}

export class ReportPageDto {
  @ApiProperty({ type: [ReportDto] })
  readonly data!: readonly ReportDto[];

  @ApiProperty({ type: String, nullable: true, description: 'null on the last page' })
  readonly nextCursor!: string | null;
}
